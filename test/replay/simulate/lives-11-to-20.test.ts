import { livesHold } from './lives.js';

livesHold(11, 20);
