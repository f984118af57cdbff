package dev.carillon.loadtest;

import dev.carillon.doctor.Checkup;
import dev.carillon.doctor.Finding;
import dev.carillon.doctor.Finding.Level;
import dev.carillon.doctor.Machine;
import dev.carillon.doctor.Need;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.run.Staff;
import java.util.List;

/** Whether this machine can do what the plan asks for: what {@code carillon doctor} would find, before anything is started. */
final class Preflight {
    private Preflight() {}

    /** What is not as it should be; obstacles among it mean that the plan is not possible here. */
    static List<Finding> complaints(Plan plan, Staff staff) {
        return Checkup.of(Machine.here(), need(plan, staff), staff.heapMax(plan)).stream()
                .filter(finding -> finding.level() != Level.OK)
                .toList();
    }

    static boolean isPossible(List<Finding> complaints) {
        return complaints.stream().noneMatch(complaint -> complaint.level() == Level.OBSTACLE);
    }

    private static Need need(Plan plan, Staff staff) {
        return new Need(
                plan.sockets(),
                staff.workers(),
                plan.target().isLoopback(),
                plan.opening().local().addresses(),
                plan.opening().handshakes());
    }
}
