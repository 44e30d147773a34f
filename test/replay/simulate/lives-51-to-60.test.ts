import { livesHold } from './lives.js';

livesHold(51, 60);
