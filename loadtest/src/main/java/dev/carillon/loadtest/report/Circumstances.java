package dev.carillon.loadtest.report;

import java.time.Instant;

/**
 * The time, the software and the machine of a run.
 *
 * @param began when the command started
 * @param commandLine the arguments, without the name of the program
 */
public record Circumstances(Instant began, String commandLine, Software software, Hardware hardware) {

    /**
     * The program that ran.
     *
     * @param carillon the version of Carillon
     * @param java vendor, version and name of the JVM
     * @param javaOptions the options of the JVM
     * @param system the operating system and its version
     */
    public record Software(String carillon, String java, String javaOptions, String system) {}

    /**
     * The machine on which it ran.
     *
     * @param host its host name
     * @param processor the name of its processor; empty if it is not known
     * @param processors how many processors the JVM may use
     * @param memoryBytes the memory of the whole machine; 0 if it is not known
     */
    public record Hardware(String host, String processor, int processors, long memoryBytes) {}
}
