package dev.carillon.loadtest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code carillon} in a separate process, for tests of its end and of what a test in the same JVM cannot observe. */
final class CarillonCommand {
    private CarillonCommand() {}

    static Process start(String... arguments) throws IOException {
        return new ProcessBuilder(of(List.of(arguments))).start();
    }

    static List<String> of(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "@src/main/launcher/jvm.options",
                // The process lives for seconds: C2 would take more time than it saves.
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.carillon.Carillon"));
        command.addAll(arguments);
        return command;
    }
}
