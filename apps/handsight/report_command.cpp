// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>
#include <string>

#include "handsight/reporting/run_report.h"

#include "command.h"

namespace handsight {

void add_report_command(CLI::App& app) {
  auto* command = app.add_subcommand(
      "report", "Write report.html and the TensorBoard events of a training run");
  const auto run = std::make_shared<std::string>();
  command->add_option("RUN", *run, "folder of the run")->required();
  command->callback([run] {
    write_run_report(*run);
    std::printf("%s/report.html\n", run->c_str());
  });
}

}  // namespace handsight
