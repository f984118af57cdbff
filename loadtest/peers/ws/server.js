'use strict';
// ws, the WebSocket library of most Node.js services: node server.js PORT

const http = require('node:http');
const { WebSocketServer } = require('ws');
const { version } = require('ws/package.json');

const IDLE_MILLIS = 60_000;
const BACKLOG_BYTES_MAX = 256 * 1024;

const topics = new Map();

function membersOf(path) {
  if (!topics.has(path)) {
    topics.set(path, new Set());
  }
  return topics.get(path);
}

function publish(path, body) {
  for (const member of membersOf(path)) {
    if (member.bufferedAmount > BACKLOG_BYTES_MAX) {
      member.terminate();
    } else {
      member.send(body, { binary: false });
    }
  }
}

const server = http.createServer((request, response) => {
  if (request.method !== 'POST') {
    response.writeHead(405).end();
    return;
  }
  const parts = [];
  request.on('data', part => parts.push(part));
  request.on('end', () => {
    publish(request.url, Buffer.concat(parts));
    response.writeHead(202).end();
  });
});

function noteActivity() {
  this.lastActivityMillis = Date.now();
}

const sockets = new WebSocketServer({ server, perMessageDeflate: false, maxPayload: 64 * 1024 });

sockets.on('connection', (socket, request) => {
  const members = membersOf(request.url);
  members.add(socket);
  noteActivity.call(socket);
  socket.on('message', noteActivity).on('ping', noteActivity).on('pong', noteActivity);
  socket.on('close', () => members.delete(socket)).on('error', () => {});
});

setInterval(() => {
  const earliest = Date.now() - IDLE_MILLIS;
  for (const socket of sockets.clients) {
    if (socket.lastActivityMillis < earliest) {
      socket.terminate();
    }
  }
}, IDLE_MILLIS / 15).unref();

server.listen({ host: '127.0.0.1', port: Number(process.argv[2]), backlog: 4096 }, () => {
  console.log(`ws ${version} (Node.js ${process.versions.node}) listens on http://127.0.0.1:${server.address().port}`);
});
