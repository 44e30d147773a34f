import { livesHold } from './lives.js';

livesHold(33, 48);
