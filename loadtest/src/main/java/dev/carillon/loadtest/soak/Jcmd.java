package dev.carillon.loadtest.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JDK's tool that asks another JVM of the same user; without the tool, or without an answer, nothing is known. */
final class Jcmd {
    private static final Path TOOL = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    private static final Pattern TOTAL = Pattern.compile("Total: .*committed=(\\d+)KB.*");
    private static final Pattern HEAP = Pattern.compile("-\\s+Java Heap \\(.*committed=(\\d+)KB.*");

    private final long pid;

    Jcmd(long pid) {
        this.pid = pid;
    }

    /** Has the JVM collect all garbage; returns whether it did. */
    boolean collect() throws InterruptedException {
        return ask("GC.run").contains("executed successfully");
    }

    /** Bytes that the JVM has committed outside of its heap. */
    OptionalDouble nativeBytes() throws InterruptedException {
        return nativeBytes(ask("VM.native_memory", "summary"));
    }

    /** The same, out of the tool's answer. */
    static OptionalDouble nativeBytes(String answer) {
        OptionalDouble total = kilobytes(TOTAL, answer);
        OptionalDouble heap = kilobytes(HEAP, answer);
        return total.isEmpty() || heap.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of((total.getAsDouble() - heap.getAsDouble()) * 1024);
    }

    private static OptionalDouble kilobytes(Pattern pattern, String answer) {
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
            Process asking =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String answer = new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return asking.waitFor() == 0 ? answer : "";
        } catch (IOException gone) {
            return "";
        }
    }
}
