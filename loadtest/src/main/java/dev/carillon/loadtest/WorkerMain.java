package dev.carillon.loadtest;

import dev.carillon.doctor.Finding;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.run.Membership;
import dev.carillon.loadtest.run.WorkerProcess;
import dev.carillon.loadtest.wire.Records;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;

/**
 * The main class of a worker process. It reads its membership and the plan from standard input, and ends when its
 * parent process ends.
 */
public final class WorkerMain {
    private WorkerMain() {}

    public static void main(String... none) throws IOException {
        System.exit(work(System.in, System.err).code());
    }

    private static ExitCode work(InputStream task, PrintStream err) throws IOException {
        Membership membership;
        Plan plan;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(task))) {
            membership = Records.read(Membership.class, in);
            plan = membership.adapted(Records.read(Plan.class, in));
        } catch (EOFException cutShort) {
            err.println("expected a plan, but the input ended early");
            return ExitCode.USAGE;
        } catch (IllegalArgumentException mistake) {
            err.println(mistake.getMessage());
            return ExitCode.USAGE;
        }
        // On the leader's machine, the leader has made this check before it started the worker.
        List<Finding> complaints =
                membership.atAgent().isPresent() ? Preflight.complaints(plan, membership) : List.of();
        if (!Preflight.isPossible(complaints)) {
            err.println("this machine cannot carry out its part: " + Preflight.obstacles(complaints));
            return ExitCode.NOT_POSSIBLE_HERE;
        }
        WorkerProcess.work(plan, membership);
        return ExitCode.PASSED;
    }
}
