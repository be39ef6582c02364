package io.usher.agent.rest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Turns the web server's own errors, requests it could not even read included, into problem documents. */
final class WebServerErrors extends ErrorHandler {

    @Override
    public boolean handle(final Request request, final Response response, final Callback callback) {
        final int status = response.getStatus() == 0 ? 500 : response.getStatus();
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.TYPE);
        response.write(true, ByteBuffer.wrap(body(status, String.valueOf(request.getAttribute(ERROR_MESSAGE)))), callback);
        return true;
    }

    private static byte[] body(final int status, final String reason) {
        return Answers.pretty(Problem.ofStatus(status).document(reason).put("status", status)).getBytes(StandardCharsets.UTF_8);
    }
}
