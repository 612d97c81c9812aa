// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
// opencv_peer MODEL THREADS N C H W: as engine_peer, through OpenCV DNN.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include <opencv2/dnn.hpp>

namespace {

double run_ms(cv::dnn::Net& net, const cv::Mat& image) {
  const auto start = std::chrono::steady_clock::now();
  net.setInput(image);
  net.forward();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

int run(const std::vector<std::string>& arguments) {
  cv::setNumThreads(std::stoi(arguments[2]));
  cv::dnn::Net net = cv::dnn::readNetFromONNX(arguments[1]);
  std::vector<int> shape;
  for (std::size_t i = 3; i < 7; ++i) shape.push_back(std::stoi(arguments[i]));
  cv::Mat image(shape, CV_32F);
  cv::randn(image, 0.0, 1.0);
  run_ms(net, image);
  for (std::string line; std::getline(std::cin, line);) {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    if (line == "memory") {
      std::printf("%ld\n", usage.ru_maxrss);
    } else {
      std::printf("%.4f\n", run_ms(net, image));
    }
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    if (count == 7) return run({arguments, arguments + count});
    std::fprintf(stderr, "usage: opencv_peer MODEL THREADS N C H W\n");
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "opencv_peer: %s\n", error.what());
    return 1;
  }
}
