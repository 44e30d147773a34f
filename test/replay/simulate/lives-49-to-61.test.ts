import { livesHold } from './lives.js';

livesHold(49, 61);
