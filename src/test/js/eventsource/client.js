// Prints each event of the URL in its argument as a line of JSON, as the npm package eventsource reads it.
import { EventSource } from 'eventsource';

const source = new EventSource(process.argv[2]);
const print = (what) => console.log(JSON.stringify(what));
source.onopen = () => print({ open: true });
source.onmessage = ({ data, lastEventId }) => print({ data, lastEventId });
