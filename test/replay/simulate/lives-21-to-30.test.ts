import { livesHold } from './lives.js';

livesHold(21, 30);
