/**
 * The load tester's command line. A command makes a {@code plan} from flags and environment, carries it out with
 * {@code run}, and prints the {@code report}. Commands run on the main thread.
 *
 * <p>Each room of the load tester uses only rooms that stand before it in this list:
 *
 * <ul>
 *   <li>{@code plan}: the plan of a load test
 *   <li>{@code wire}: the encoding of plans and figures between processes
 *   <li>{@code figure}: the kinds of figures that are counted
 *   <li>{@code stream}: event streams, read by a client
 *   <li>{@code connect}: opening connections
 *   <li>{@code measure}: the measurements of a run
 *   <li>{@code client}: the workloads of the connections
 *   <li>{@code report}: the results of a run
 *   <li>{@code run}: event loops, processes, agents, and the order of the steps of a run
 *   <li>{@code compare}: the comparison of several servers
 *   <li>{@code soak}: several load tests at once, and the growth of the service
 * </ul>
 *
 * <p>Of the service, the rooms use the lane, the WebSocket protocol, {@code config} and small helpers, and the command
 * line also uses {@code doctor} and {@code cli}. The tester shares no more code with the service, because it could not
 * detect a bug in shared code. ArchitectureTest checks these rules.
 */
@NullMarked
package dev.carillon.loadtest;

import org.jspecify.annotations.NullMarked;
