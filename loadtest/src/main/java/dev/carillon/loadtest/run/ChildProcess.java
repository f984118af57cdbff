package dev.carillon.loadtest.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts processes. Those of this program have the same JVM, options, class path and AOT cache as this process. */
public final class ChildProcess {
    private static final String MAIN = "dev.carillon.Carillon";
    private static final String WORKER = "dev.carillon.loadtest.WorkerMain";
    private static final Path SHELL = Path.of("/bin/sh");

    /** Ignores signals. Ctrl-C in a terminal reaches all its processes, and the parent decides what they then do. */
    private static final String NO_SIGNALS = "trap '' INT HUP; exec \"$@\"";

    /**
     * Ends the process together with the one that started it, for any reason of that end: standard input is a pipe,
     * which then closes.
     */
    private static final String TIED =
            "trap '' INT HUP; \"$@\" </dev/null & exec >&- 2>&-; read -r end; kill $!; wait $!";

    /** A small young generation keeps the process small. It is sufficient, as new objects of a loop are short-lived. */
    private static final List<String> SMALL = List.of("-Xms16m", "-Xmn8m");

    /**
     * Switches the optimizing compiler off, if there are many more processes than processors: 20 services and 20
     * workers on 2 processors opened 20,000 connections with 114 s of CPU time, and with the compiler with 180 s
     * (2026-11-23).
     */
    private static final List<String> CROWDED = List.of("-XX:TieredStopAtLevel=1");

    /** With more processes for each processor than this, the optimizing compiler is off. */
    private static final int CROWD = 4;

    private static final List<String> NOT_INHERITED = List.of(
            "-javaagent", "-agent", "-Xrunjdwp", "-XX:AOTCacheOutput", "-XX:AOTConfiguration", "-XX:AOTMode", "-Xmx");

    /** How long {@link #end(Process)} waits: long enough for a process that has no connections to close. */
    private static final long END_SECONDS = 10;

    private ChildProcess() {}

    /** The process of the JVM itself, after its first output: {@link #tied} may have started it within a shell. */
    public static ProcessHandle jvm(Process process) {
        return process.children().findFirst().orElse(process.toHandle());
    }

    /**
     * Prepares a worker. It ignores the signals of a terminal, and must itself notice the end of its parent.
     *
     * @param heapMax maximum size of its heap in bytes
     * @param siblings number of such processes on this machine
     */
    static ProcessBuilder worker(long heapMax, int siblings) {
        return new ProcessBuilder(within(NO_SIGNALS, WORKER, java(small(heapMax, siblings), List.of(WORKER))));
    }

    /**
     * Starts a small process, as the other method does.
     *
     * @param heapMax maximum size of its heap in bytes
     * @param siblings number of such processes on this machine
     */
    public static Process tied(long heapMax, int siblings, List<String> arguments) throws IOException {
        return tied(small(heapMax, siblings), arguments);
    }

    /**
     * Starts a process of the same program. It receives SIGTERM when its standard input closes, which also happens when
     * this process ends.
     *
     * @param options of its JVM, in addition to those of this JVM
     */
    public static Process tied(List<String> options, List<String> arguments) throws IOException {
        List<String> program = new ArrayList<>(List.of(MAIN));
        program.addAll(arguments);
        return tied(MAIN, java(options, program));
    }

    /** Starts any program, as the other method does. */
    public static Process tied(List<String> command) throws IOException {
        return tied(command.getFirst(), command);
    }

    private static Process tied(String name, List<String> command) throws IOException {
        return new ProcessBuilder(within(TIED, name, command))
                .redirectErrorStream(true)
                .start();
    }

    /** Ends a process that {@link #tied} started, and waits for its end. */
    public static void stop(Process process) {
        release(process);
        end(process);
    }

    /** Lets a process end that {@link #tied} started, without waiting for its end. */
    public static void release(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException goneAlready) {
            process.destroy();
        }
        if (!Files.isExecutable(SHELL)) {
            // Without a shell, the closed input ends nothing.
            process.destroy();
        }
    }

    /** Waits for the end of a process after {@link #release}. */
    public static void end(Process process) {
        end(process, END_SECONDS);
    }

    /** Waits for the end of a process that is about to end, and kills it if this takes longer than {@code seconds}. */
    static void end(Process process, long seconds) {
        boolean ended = false;
        try {
            ended = process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static List<String> small(long heapMax, int siblings) {
        List<String> options = new ArrayList<>(SMALL);
        options.add("-Xmx" + (heapMax >> 20) + "m");
        if (siblings > CROWD * Runtime.getRuntime().availableProcessors()) {
            options.addAll(CROWDED);
        }
        return options;
    }

    /**
     * The command within a shell that executes {@code script}, or the command alone if there is no shell. Messages of
     * the shell contain {@code name}.
     */
    private static List<String> within(String script, String name, List<String> command) {
        List<String> shell =
                Files.isExecutable(SHELL) ? List.of(SHELL.toString(), "-c", script, name) : List.<String>of();
        return Stream.concat(shell.stream(), command.stream()).toList();
    }

    /**
     * The command of a JVM like this one.
     *
     * @param program main class and its arguments
     */
    private static List<String> java(List<String> options, List<String> program) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> NOT_INHERITED.stream().noneMatch(option::startsWith))
                .forEach(command::add);
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(program);
        return command;
    }
}
