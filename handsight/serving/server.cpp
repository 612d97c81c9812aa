// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/serving/server.h"

#include <httplib.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/serving/admission.h"
#include "handsight/serving/bounded_http.h"
#include "handsight/serving/loaded_model.h"
#include "handsight/serving/openapi.h"
#include "handsight/serving/request_metrics.h"
#include "handsight/serving/segment_answer.h"
#include "handsight/serving/stopwatch.h"
#include "handsight/serving/streams.h"
#include "handsight/serving/upload.h"

namespace handsight {
namespace {

// The page may run WebAssembly and show what it made itself, and nothing from elsewhere.
constexpr auto kPagePolicy =
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; style-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'";

void set_error(httplib::Response& response, int status, const std::string& message) {
  response.status = status;
  response.set_content(
      Json{{"error", message}}.dump(-1, ' ', false, Json::error_handler_t::replace),
      "application/json");
}

}  // namespace

struct Server::Impl {
  ServerOptions options;
  std::vector<LoadedModel> models{};
  StaticFiles files{};
  Streams streams;
  RequestMetrics metrics{};
  std::atomic<int> in_work = 0;
  BoundedHttpServer http{};
  int listening = -1;  // descriptor
  int port = 0;

  Impl(const ServerOptions& server_options, std::vector<ServedModel> served, StaticFiles page)
      : options(server_options),
        files(std::move(page)),
        streams(static_cast<std::size_t>(server_options.streams)) {
    for (auto& model : served) {
      models.emplace_back(std::move(model), options);
    }
  }

  void set_limits();
  void set_routes();
  httplib::Server::HandlerResponse guard(const httplib::Request& request,
                                         httplib::Response& response) const;
  bool is_own_host(const std::string& host) const;
  std::optional<std::string> read_body(const httplib::ContentReader& reader,
                                       httplib::Response& response) const;
  const LoadedModel& find_model(const std::string& name) const;
  void segment(const httplib::Request& request, httplib::Response& response,
               const httplib::ContentReader& reader);
  void answer_segment(const SegmentQuery& query, const std::string& body,
                      httplib::Response& response);
  void list_models(httplib::Response& response) const;
  void show_metrics(httplib::Response& response) const;
};

void Server::Impl::set_limits() {
  http.new_task_queue = [this] {
    return new httplib::ThreadPool(static_cast<std::size_t>(options.connections));
  };
  http.set_payload_max_length(static_cast<std::size_t>(options.max_body_bytes));
  constexpr double kGrace_s = 1.0;  // to say that the body came too slowly
  http.set_bounds({.body_bytes = options.max_body_bytes,
                   .head_s = options.timeout_s,
                   .body_s = options.timeout_s + kGrace_s});
  http.set_tcp_nodelay(true);
  http.set_socket_options([this](socket_t descriptor) {
    listening = descriptor;
    // not SO_REUSEPORT, httplib's default: a second server would share the port without a word
    const int yes = 1;
    ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
}

// Pages of other sites reach a loopback address under a name of their own; they are turned away.
bool Server::Impl::is_own_host(const std::string& host) const {
  if (!options.token.empty()) return true;
  const auto colon = host.rfind(':');
  const bool bracketed = !host.empty() && host.back() == ']';
  auto name = colon == std::string::npos || bracketed ? host : host.substr(0, colon);
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  return name.empty() || is_loopback(name);
}

httplib::Server::HandlerResponse Server::Impl::guard(const httplib::Request& request,
                                                     httplib::Response& response) const {
  response.set_header("X-Content-Type-Options", "nosniff");
  if (!options.cors_origin.empty()) {
    response.set_header("Access-Control-Allow-Origin", options.cors_origin);
    response.set_header("Access-Control-Allow-Headers", "Authorization, Content-Type");
    if (request.method == "OPTIONS") {
      response.status = 204;
      return httplib::Server::HandlerResponse::Handled;
    }
  }
  if (!is_own_host(request.get_header_value("Host"))) {
    set_error(response, 403, "this server answers to localhost only");
    return httplib::Server::HandlerResponse::Handled;
  }
  const bool guarded = request.path.starts_with("/v1/") || request.path == "/metrics";
  if (guarded && !options.token.empty() &&
      !same_secret(request.get_header_value("Authorization"), "Bearer " + options.token)) {
    response.set_header("WWW-Authenticate", "Bearer");
    set_error(response, 401, "the bearer token is missing or wrong");
    return httplib::Server::HandlerResponse::Handled;
  }
  return httplib::Server::HandlerResponse::Unhandled;
}

std::optional<std::string> Server::Impl::read_body(const httplib::ContentReader& reader,
                                                   httplib::Response& response) const {
  const Stopwatch watch;
  const auto most = static_cast<std::size_t>(options.max_body_bytes);
  std::string body;
  bool too_large = false;
  bool too_slow = false;
  const bool whole = reader([&](const char* data, std::size_t length) {
    too_large = length > most - body.size();
    too_slow = watch.seconds() > options.timeout_s;
    if (too_large || too_slow) return false;
    body.append(data, length);
    return true;
  });
  if (whole) return body;
  if (too_slow) {
    set_error(response, 408, "the body did not come in time");
  } else if (too_large || response.status == 413) {
    set_error(response, 413, "the body is larger than " + std::to_string(most) + " bytes");
  } else {
    set_error(response, 400, "the body is cut short");
  }
  response.set_header("Connection", "close");
  return std::nullopt;
}

const LoadedModel& Server::Impl::find_model(const std::string& name) const {
  if (name.empty()) return models.front();
  const auto found = std::find_if(models.begin(), models.end(), [&](const LoadedModel& loaded) {
    return loaded.model().name == name;
  });
  if (found == models.end()) fail<ModelError>("no such model; see /v1/models");
  return *found;
}

void Server::Impl::answer_segment(const SegmentQuery& query, const std::string& body,
                                  httplib::Response& response) {
  const Stopwatch watch;
  const LoadedModel& loaded = find_model(query.model);
  Image picture;
  try {
    picture = decode_upload(std::as_bytes(std::span(body)), options.max_pixels);
  } catch (const FileError& error) {
    set_error(response, 415, error.what());
    return;
  }
  Timing timing_ms{{"decode", watch.milliseconds()}};
  auto result = loaded.find(picture, query, streams, timing_ms);
  timing_ms["total"] = watch.milliseconds();
  metrics.add_hands(result.hands.size());
  auto answer =
      segment_answer(picture, std::move(result), query, loaded.model().description, timing_ms);
  response.set_content(std::move(answer.bytes), answer.type);
}

void Server::Impl::segment(const httplib::Request& request, httplib::Response& response,
                           const httplib::ContentReader& reader) {
  const Stopwatch watch;
  if (request.is_multipart_form_data()) {
    set_error(response, 415, "expected the picture as the body itself, not as a form");
    response.set_header("Connection", "close");
    metrics.count("/v1/segment", response.status, watch.seconds());
    return;
  }
  const auto body = read_body(reader, response);
  if (body) {
    const Admission admission(in_work, options.max_in_work);
    try {
      if (!admission) throw Overloaded("too many pictures are in work; try again later");
      answer_segment(parse_segment_query(request.params), *body, response);
    } catch (const Overloaded& error) {
      set_error(response, 503, error.what());
      response.set_header("Retry-After", "1");
    } catch (const TimedOut& error) {
      set_error(response, 504, error.what());
    } catch (const ModelError& error) {
      set_error(response, 404, error.what());
    } catch (const InvalidArgument& error) {
      set_error(response, 400, error.what());
    } catch (const std::bad_alloc&) {
      set_error(response, 503, "out of memory; try again later");
      response.set_header("Retry-After", "5");
    }
  }
  if (response.status == -1) response.status = 200;
  metrics.count("/v1/segment", response.status, watch.seconds());
}

void Server::Impl::list_models(httplib::Response& response) const {
  Json list = Json::array();
  for (const auto& loaded : models) {
    const auto& model = loaded.model();
    Json entry = model.description;
    entry["name"] = model.name;
    entry["longest_px"] = model.longest_px;
    entry["layers"] = names_of(loaded.told());
    list.push_back(std::move(entry));
  }
  response.set_content(Json{{"models", list}}.dump(), "application/json");
}

void Server::Impl::show_metrics(httplib::Response& response) const {
  RequestMetrics::Gauges gauges{.in_work = static_cast<std::size_t>(std::max(0, in_work.load())),
                                .streams = streams.count()};
  for (const auto& loaded : models) {
    gauges.batches += loaded.batcher().batches();
    gauges.batched_pictures += loaded.batcher().pictures();
  }
  response.set_content(metrics.text(gauges), "text/plain; version=0.0.4");
}

void Server::Impl::set_routes() {
  http.set_pre_routing_handler(
      [this](const auto& request, auto& response) { return guard(request, response); });
  http.Post("/v1/segment",
            [this](const httplib::Request& request, httplib::Response& response,
                   const httplib::ContentReader& reader) { segment(request, response, reader); });
  http.Get("/v1/models", [this](const auto&, auto& response) { list_models(response); });
  http.Get("/healthz",
           [](const auto&, auto& response) { response.set_content("ok\n", "text/plain"); });
  http.Get("/metrics", [this](const auto&, auto& response) { show_metrics(response); });
  http.Get("/openapi.json", [](const auto&, auto& response) {
    response.set_content(openapi_document().dump(2), "application/json");
  });
  http.Get(".*", [this](const auto& request, auto& response) {
    const auto file = files.find(request.path == "/" ? "/index.html" : request.path);
    if (file == files.end()) {
      set_error(response, 404, "no such page");
      return;
    }
    response.set_header("Content-Security-Policy", kPagePolicy);
    response.set_header("Cache-Control", "no-cache");
    response.set_content(file->second.bytes, file->second.type);
  });
  http.set_error_handler([](const auto&, httplib::Response& response) {
    if (response.body.empty())
      set_error(response, response.status, "the request cannot be answered");
  });
  http.set_exception_handler([](const auto&, httplib::Response& response, std::exception_ptr) {
    set_error(response, 500, "the server failed on this request");
  });
}

Server::Server(const ServerOptions& options, std::vector<ServedModel> models, StaticFiles files) {
  if (models.empty()) fail("serve: expected a model, found none");
  if (!is_loopback(options.host) && options.token.empty()) {
    fail("serve: ", options.host,
         " can be reached from other machines; set a token first, or listen on 127.0.0.1");
  }
  impl_ = std::make_unique<Impl>(options, std::move(models), std::move(files));
  impl_->set_limits();
  impl_->set_routes();
}

Server::~Server() { stop(); }

int Server::bind() {
  Impl& server = *impl_;
  if (server.options.port == 0) {
    server.port = server.http.bind_to_any_port(server.options.host);
  } else if (server.http.bind_to_port(server.options.host, server.options.port)) {
    server.port = server.options.port;
  }
  if (server.port <= 0) {
    fail<FileError>("serve: cannot listen on ", server.options.host, " port ", server.options.port,
                    "; is it in use? choose another with --port");
  }
  // httplib lets 5 connections wait; the next ones would try again after a second, then three
  constexpr int kWaitingConnections = 1024;
  ::listen(server.listening, kWaitingConnections);
  return server.port;
}

void Server::run() { impl_->http.listen_after_bind(); }

void Server::stop() { impl_->http.stop(); }

}  // namespace handsight
