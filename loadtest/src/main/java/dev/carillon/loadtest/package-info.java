/**
 * The load tester: opens as many WebSockets as a machine can hold, drives them, and says what it saw and whose fault it
 * was. It may know the lane and the WebSocket protocol, and nothing else of the service that it measures. Each of its
 * event loops owns the connections that it opened.
 */
@NullMarked
package dev.carillon.loadtest;

import org.jspecify.annotations.NullMarked;
