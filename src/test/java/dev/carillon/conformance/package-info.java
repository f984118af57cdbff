/**
 * Conformance to RFC 6455 and RFC 7692, section by section, over real sockets and on both lanes. The name of a test
 * begins with its section. The client is written for these tests and shares no code with the service.
 */
package dev.carillon.conformance;
