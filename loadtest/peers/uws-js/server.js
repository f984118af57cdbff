'use strict';
// uWebSockets.js, with its own publish and subscribe: node server.js PORT

const uWS = require('uwebsockets');
const { version } = require('uwebsockets/package.json');

const app = uWS.App();

app.ws('/topics/:topic', {
  idleTimeout: 60,
  maxPayloadLength: 64 * 1024,
  maxBackpressure: 256 * 1024,
  closeOnBackpressureLimit: true,
  upgrade: (response, request, context) => {
    response.upgrade(
      { topic: request.getParameter(0) },
      request.getHeader('sec-websocket-key'),
      request.getHeader('sec-websocket-protocol'),
      request.getHeader('sec-websocket-extensions'),
      context
    );
  },
  open: socket => {
    socket.subscribe(socket.getUserData().topic);
  }
});

app.post('/topics/:topic', (response, request) => {
  const topic = request.getParameter(0);
  const parts = [];
  response.onAborted(() => parts.splice(0));
  response.onData((part, isLast) => {
    // A copy, since the part is valid only during this call.
    parts.push(Buffer.from(part.slice(0)));
    if (isLast) {
      app.publish(topic, Buffer.concat(parts), false);
      response.writeStatus('202 Accepted').end();
    }
  });
});

app.listen('127.0.0.1', Number(process.argv[2]), listening => {
  if (!listening) {
    console.error('the port is taken');
    process.exit(1);
  }
  const port = uWS.us_socket_local_port(listening);
  const versions = `npm uwebsockets ${version}, Node.js ${process.versions.node}`;
  console.log(`uWebSockets.js (${versions}) listens on http://127.0.0.1:${port}`);
});
