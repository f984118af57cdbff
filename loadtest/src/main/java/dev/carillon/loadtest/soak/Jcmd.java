package dev.carillon.loadtest.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads figures of another JVM of the same user with {@code jcmd} of the JDK. They are empty if there is no answer. */
final class Jcmd {
    private static final Path TOOL = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    private static final Pattern LIVE = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");
    private static final Pattern TOTAL = Pattern.compile("Total: .*committed=(\\d+)KB.*");
    private static final Pattern HEAP = Pattern.compile("-\\s+Java Heap \\(.*committed=(\\d+)KB.*");
    private static final long PATIENCE_SECONDS = 20;

    private final long pid;

    Jcmd(long pid) {
        this.pid = pid;
    }

    /** Returns the bytes of all live objects in the heap. This causes a full collection with every collector. */
    OptionalDouble liveBytes() throws InterruptedException {
        return liveBytes(ask("GC.class_histogram"));
    }

    /** Parses the output of {@code GC.class_histogram}. */
    static OptionalDouble liveBytes(String answer) {
        return number(LIVE, answer);
    }

    /** Returns the bytes that the JVM has committed outside of its heap. */
    OptionalDouble nativeBytes() throws InterruptedException {
        return nativeBytes(ask("VM.native_memory", "summary"));
    }

    /** Parses the output of {@code VM.native_memory}. */
    static OptionalDouble nativeBytes(String answer) {
        OptionalDouble total = number(TOTAL, answer);
        OptionalDouble heap = number(HEAP, answer);
        return total.isEmpty() || heap.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of((total.getAsDouble() - heap.getAsDouble()) * 1024);
    }

    private static OptionalDouble number(Pattern pattern, String answer) {
        return answer.lines()
                .map(String::strip)
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .mapToDouble(line -> Double.parseDouble(line.group(1)))
                .findFirst();
    }

    private String ask(String... question) throws InterruptedException {
        if (!Files.isExecutable(TOOL)) {
            return "";
        }
        String[] command = new String[question.length + 2];
        command[0] = TOOL.toString();
        command[1] = Long.toString(pid);
        System.arraycopy(question, 0, command, 2, question.length);
        try {
            Path answer = Files.createTempFile("carillon-soak-", ".txt");
            try {
                return answered(new ProcessBuilder(command).redirectErrorStream(true), answer);
            } finally {
                Files.delete(answer);
            }
        } catch (IOException gone) {
            return "";
        }
    }

    /**
     * Runs the tool with its output in a file. With a pipe, a JVM that is collecting waits for the reader of its
     * answer, and that reader could be the same JVM.
     */
    private static String answered(ProcessBuilder question, Path answer) throws IOException, InterruptedException {
        Process asking = question.redirectOutput(answer.toFile()).start();
        if (!asking.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            asking.destroyForcibly();
            return "";
        }
        return asking.exitValue() == 0 ? Files.readString(answer) : "";
    }
}
