package dev.carillon.loadtest.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Processes of the same program: the same JVM with the same options, class path and AOT cache. */
public final class ChildProcess {
    private static final String MAIN = "dev.carillon.Carillon";
    private static final String WORKER = "dev.carillon.loadtest.WorkerMain";
    private static final Path SHELL = Path.of("/bin/sh");

    /** Ctrl-C in a terminal reaches all processes there: the parent alone says what is then to be done. */
    private static final String NO_SIGNALS = "trap '' INT HUP; exec \"$@\"";

    /**
     * The process ends with the one that started it, however that ends: its standard input is a pipe that then
     * closes.
     */
    private static final String TIED =
            "trap '' INT HUP; \"$@\" </dev/null & exec >&- 2>&-; read -r end; kill $!; wait $!";

    /** Young objects of a loop live for a moment: little room for them keeps the process small. */
    private static final List<String> SMALL = List.of("-Xms16m", "-Xmn8m");

    /**
     * Without the optimizing compiler, for many more processes than processors: 20 services and 20 workers on 2
     * processors opened 20,000 connections after 114 s of CPU, and with it after 180 s (2026-11-23).
     */
    private static final List<String> CROWDED = List.of("-XX:TieredStopAtLevel=1");

    /** So many to a processor are a crowd. */
    private static final int CROWD = 4;

    private static final List<String> NOT_INHERITED = List.of(
            "-javaagent", "-agent", "-Xrunjdwp", "-XX:AOTCacheOutput", "-XX:AOTConfiguration", "-XX:AOTMode", "-Xmx");

    /** Long enough for a process that has no peer to inform. */
    private static final long END_SECONDS = 10;

    private ChildProcess() {}

    /** The process of the JVM itself, once it has said something: {@link #tied} may have put a shell around it. */
    public static ProcessHandle jvm(Process process) {
        return process.children().findFirst().orElse(process.toHandle());
    }

    /**
     * A worker, which no signal of a terminal reaches; it must find out by itself that its parent has ended.
     *
     * @param heapMax in bytes
     * @param siblings processes that are started alike
     */
    static ProcessBuilder worker(long heapMax, int siblings) {
        return new ProcessBuilder(within(NO_SIGNALS, WORKER, java(small(heapMax, siblings), List.of(WORKER))));
    }

    /** As the other one, in a small process, one of {@code siblings} that each have a heap of up to so many bytes. */
    public static Process tied(long heapMax, int siblings, List<String> arguments) throws IOException {
        return tied(small(heapMax, siblings), arguments);
    }

    /**
     * Starts a process that gets SIGTERM when its standard input closes, which the end of this process does, too.
     *
     * @param options of its JVM, besides those of this one
     */
    public static Process tied(List<String> options, List<String> arguments) throws IOException {
        List<String> program = new ArrayList<>(List.of(MAIN));
        program.addAll(arguments);
        return tied(MAIN, java(options, program));
    }

    /** The same with a program that may be any. */
    public static Process tied(List<String> command) throws IOException {
        return tied(command.getFirst(), command);
    }

    private static Process tied(String name, List<String> command) throws IOException {
        return new ProcessBuilder(within(TIED, name, command))
                .redirectErrorStream(true)
                .start();
    }

    /** Has a process end that {@link #tied} started, and waits until it has. */
    public static void stop(Process process) {
        letGo(process);
        end(process);
    }

    /** Has a process end that {@link #tied} started. */
    public static void letGo(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException goneAlready) {
            process.destroy();
        }
        if (!Files.isExecutable(SHELL)) {
            // Then no process stands between that would have noticed.
            process.destroy();
        }
    }

    /** Waits for the end of a process that was let go. */
    public static void end(Process process) {
        end(process, END_SECONDS);
    }

    /** Waits for the end of a process that is about to end, and kills it if it takes longer than so many seconds. */
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
     * The command within a shell that executes {@code script}, where there is a shell; {@code name} is for its
     * messages.
     */
    private static List<String> within(String script, String name, List<String> command) {
        List<String> shell =
                Files.isExecutable(SHELL) ? List.of(SHELL.toString(), "-c", script, name) : List.<String>of();
        return Stream.concat(shell.stream(), command.stream()).toList();
    }

    /** @param program the main class and its arguments */
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
