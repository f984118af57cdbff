package dev.carillon.server;

import dev.carillon.admission.ConnectionLimits;
import dev.carillon.door.LoginCheck;
import dev.carillon.http.BodyBudget;
import dev.carillon.http.HttpConnections;
import dev.carillon.hub.Hub;
import dev.carillon.lane.Lane;
import dev.carillon.metrics.Level;
import dev.carillon.metrics.LoopMeters;
import dev.carillon.websocket.WebSockets;

/**
 * Reports the bounded quantities of one loop to the metrics, once a second, so that they need no counter of their own.
 */
record LoopReport(
        LoopMeters meters,
        Hub hub,
        Lane lane,
        WebSockets webSockets,
        ConnectionLimits connectionLimits,
        HttpConnections httpConnections,
        BodyBudget bodies,
        LoginCheck loginCheck) {
    void tell() {
        meters.audience(hub.patternCount(), hub.subscriptionCount());
        meters.limit(Level.OUTBOX_BYTES, lane.waitingBytesMax());
        meters.level(Level.PENDING_BYTES, hub.pendingBytes(), hub.pendingBytesMax());
        meters.level(Level.BODY_BYTES, bodies.expected(), bodies.max());
        meters.level(
                Level.MESSAGE_BYTES, webSockets.held().held(), webSockets.held().max());
        // Connections without a request are in pendingHandshakes on the fast lane, and in httpConnections otherwise.
        int waiting = connectionLimits.pendingHandshakes().count() + httpConnections.waitingCount();
        meters.level(Level.PENDING_HANDSHAKES, waiting, connectionLimits.maxHandshakes());
        meters.level(Level.REQUESTS, httpConnections.requestCount(), httpConnections.most());
        meters.level(Level.VERIFICATIONS, loginCheck.verifyingCount(), LoginCheck.VERIFYING_MAX);
    }
}
