package dev.carillon.loadtest;

import dev.carillon.doctor.Checkup;
import dev.carillon.doctor.Finding;
import dev.carillon.doctor.Finding.Level;
import dev.carillon.doctor.Machine;
import dev.carillon.doctor.Need;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.run.Distribution;
import dev.carillon.loadtest.run.Membership;
import java.util.List;
import java.util.stream.Collectors;

/** Checks, with the code of {@code carillon doctor}, whether this machine can carry out a plan before it starts. */
final class Preflight {
    private Preflight() {}

    /** The findings that are not OK. If one is an obstacle, the plan is not possible on this machine. */
    static List<Finding> complaints(Plan plan, Distribution distribution) {
        return complaints(need(List.of(plan), distribution), distribution.heapMax(plan));
    }

    /** The findings for plans that run at once in this process. */
    static List<Finding> complaints(List<Plan> plans) {
        return complaints(need(plans, Distribution.ALONE), Runtime.getRuntime().maxMemory());
    }

    /** The findings for a worker on another machine than the leader of the run. */
    static List<Finding> complaints(Plan plan, Membership membership) {
        Need part = new Need(
                (int) Math.ceil(plan.sockets() / membership.machines()),
                membership.siblings(),
                plan.target().isLoopback(),
                plan.opening().local().addresses(),
                plan.opening().handshakes());
        return complaints(part, Runtime.getRuntime().maxMemory());
    }

    private static List<Finding> complaints(Need need, long heapMax) {
        return Checkup.of(Machine.here(), need, heapMax).stream()
                .filter(finding -> finding.level() != Level.OK)
                .toList();
    }

    /** The obstacles among the complaints, on one line. */
    static String obstacles(List<Finding> complaints) {
        return complaints.stream()
                .filter(complaint -> complaint.level() == Level.OBSTACLE)
                .map(Finding::text)
                .collect(Collectors.joining("; "));
    }

    static boolean isPossible(List<Finding> complaints) {
        return complaints.stream().noneMatch(complaint -> complaint.level() == Level.OBSTACLE);
    }

    private static Need need(List<Plan> plans, Distribution distribution) {
        return new Need(
                plans.stream().mapToInt(Plan::sockets).sum(),
                distribution.workers(),
                plans.getFirst().target().isLoopback(),
                plans.stream()
                        .flatMap(plan -> plan.opening().local().addresses().stream())
                        .distinct()
                        .toList(),
                plans.stream().mapToInt(plan -> plan.opening().handshakes()).sum());
    }
}
