package dev.carillon.config;

/** Whether the service sends pings. */
public enum PingChoice {
    /** A peer that has been silent for half the idle timeout receives a ping. */
    AUTO,
    /** The service sends none; clients must send something themselves. */
    OFF
}
