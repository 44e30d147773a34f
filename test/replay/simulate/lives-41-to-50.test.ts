import { livesHold } from './lives.js';

livesHold(41, 50);
