import { livesHold } from './lives.js';

livesHold(1, 4);
