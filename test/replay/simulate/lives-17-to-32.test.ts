import { livesHold } from './lives.js';

livesHold(17, 32);
