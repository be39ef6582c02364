/**
 * The REST API: the routes of {@code openapi.yaml}, each defined once in {@link io.usher.agent.rest.Routes}, and the errors
 * as problem documents (RFC 9457).
 *
 * <p>Entry class: {@link io.usher.agent.rest.RestServer}. Handlers run on Jetty's threads and call
 * {@link io.usher.agent.control.Services}, which any thread may call.
 */
package io.usher.agent.rest;
