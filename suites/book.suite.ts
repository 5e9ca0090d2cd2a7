/**
 * Book an appointment, section by section: https://developer.nhs.uk/apis/nhsbooking-2.0.4/book_an_appointment.html
 *
 * Jest loads one file per interaction, since each file that it loads costs more than all that is sent from it.
 */
import './book/security';
import './book/request';
import './book/success';
import './book/failure';
import './book/headers';
import './book/safety';
import './book/client';
