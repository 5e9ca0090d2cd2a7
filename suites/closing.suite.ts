/** What can be judged only when all else is done, and every booking was cancelled. */
import './closing/location';
import './closing/every-booking';
