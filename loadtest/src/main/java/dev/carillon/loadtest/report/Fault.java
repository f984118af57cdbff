package dev.carillon.loadtest.report;

/**
 * Something that should not have happened.
 *
 * @param metric the name of the figure that tells it
 * @param text a sentence without a full stop
 * @param certain whether it is the server's fault however slow the tester was: no tester makes a server send twice
 */
record Fault(String metric, String text, boolean certain) {}
