package dev.carillon.loadtest.report;

/**
 * Something that should not have happened.
 *
 * @param text a sentence without a full stop
 * @param certain whether it is the server's fault however slow the tester was: no tester makes a server send twice
 */
record Fault(String text, boolean certain) {}
