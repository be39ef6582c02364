/**
 * The contract of the agent's REST API: {@code openapi.yaml} as a resource, and {@link io.usher.api.Contract}, which holds
 * real answers against it. Tests call it from any thread; no program does at run time.
 */
package io.usher.api;
