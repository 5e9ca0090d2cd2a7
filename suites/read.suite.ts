/** What the API's other pages say, as far as a booking shows it: https://developer.nhs.uk/apis/nhsbooking-2.0.4/ */
import './read/booked-appointment';
