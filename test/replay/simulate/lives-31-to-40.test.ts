import { livesHold } from './lives.js';

livesHold(31, 40);
