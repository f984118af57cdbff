package dev.carillon.loadtest.report;

import java.time.Instant;

/**
 * When, with what and where a run was made.
 *
 * @param began when the command was given
 * @param commandLine as it was given, without the program's name
 */
public record Circumstances(Instant began, String commandLine, Software software, Hardware hardware) {

    /**
     * The program that ran.
     *
     * @param carillon its version
     * @param java vendor, version and name of the JVM
     * @param javaOptions those given to it
     * @param system the operating system and its version
     */
    public record Software(String carillon, String java, String javaOptions, String system) {}

    /**
     * The machine on which it ran.
     *
     * @param processor its name, empty where it is not known
     * @param processors how many the JVM may use
     * @param memoryBytes of the whole machine, 0 where it is not known
     */
    public record Hardware(String host, String processor, int processors, long memoryBytes) {}
}
