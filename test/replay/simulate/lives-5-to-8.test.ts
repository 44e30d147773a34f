import { livesHold } from './lives.js';

livesHold(5, 8);
