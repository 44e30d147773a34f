import { livesHold } from './lives.js';

livesHold(9, 16);
