package dev.carillon.loadtest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code carillon} in a process of its own: for what ends a process, and for what a test in the same JVM cannot see. */
final class CarillonCommand {
    private CarillonCommand() {}

    static Process start(String... arguments) throws IOException {
        return new ProcessBuilder(of(List.of(arguments))).start();
    }

    static List<String> of(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "@src/main/launcher/jvm.options",
                // It lives for seconds: C2 takes more time than it saves.
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.carillon.Carillon"));
        command.addAll(arguments);
        return command;
    }
}
