/**
 * Conformance to RFC 6455 and RFC 7692, section by section, over real sockets and on both lanes: a test is named after
 * the section that it holds the service to. The client here is written for it and shares no code with the service.
 */
package dev.carillon.conformance;
