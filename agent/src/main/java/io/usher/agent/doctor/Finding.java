package io.usher.agent.doctor;

/**
 * Something that a check found.
 *
 * @param check which check
 * @param where the server, file, setting or process
 * @param what  what was found there
 * @param todo  what to do about it
 */
public record Finding(Severity severity, String check, String where, String what, String todo) {
}
