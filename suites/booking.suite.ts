/**
 * All that is asked of a server, in the order in which it is asked: section by section of the API's pages
 * (https://developer.nhs.uk/apis/nhsbooking-2.0.4/), and at last what can be judged only when all else is done.
 *
 * Jest loads this one file, since each file that it loads costs more time than all that is sent from it.
 */
import './book/security';
import './book/request';
import './book/success';
import './book/failure';
import './book/headers';
import './book/safety';
import './book/client';
import './book/stored';
import './read/booked-appointment';
import './read/appointment';
import './update/appointment';
import './http/tokens';
import './http/methods';
import './http/requests';
import './uec/create';
import './uec/requests';
import './closing/location';
import './closing/every-booking';
import './closing/fhir-answers';
import './closing/http-fields';
import './closing/urgent-care';
