// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "handsight/core/fields.h"
#include "handsight/core/json.h"
#include "handsight/data/label_map.h"

namespace handsight {

/// A named unit with its own options, e.g. a loss.
struct UnitChoice {
  std::string name{};
  double weight = 1.0;
  std::shared_ptr<const Json> options{};  ///< null = defaults
};

/// Where the pictures of one name come from. `--data NAME=PATH` replaces `path`.
struct DataSource {
  std::string name{};
  std::string reader{};  ///< of the data set catalogue; empty = `name`
  std::string path{};
  std::shared_ptr<const Json> options{};
};

/// One use of a source.
struct DataUse {
  std::string data{};   ///< name of a source
  std::string split{};  ///< "train", "val" ...; empty = everything
  double share = 1.0;   ///< of an epoch, relative to the others
  LabelMapOptions labels{};
};

struct NetworkChoice {
  std::string name{};
  std::string weights{};  ///< .safetensors file to start from; empty = random
  std::shared_ptr<const Json> options{};
};

struct InputOptions {
  int height = 256;
  int width = 256;
  std::string fit = "letter_box";
  std::vector<double> mean{0.485, 0.456, 0.406};
  std::vector<double> std{0.229, 0.224, 0.225};
};

struct OptimizerOptions {
  std::string name = "adam";
  double learning_rate = 1e-3;
  double weight_decay = 0.0;
  double momentum = 0.9;
  bool nesterov = false;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double pretrained_rate = 1.0;
  double clip_norm = 0.0;
};

struct ScheduleOptions {
  int epochs = 10;
  int batch_size = 16;
  int epoch_size = 0;
  std::string shape = "constant";
  int warmup_steps = 0;
  std::vector<int> milestones{};
  double drop = 0.1;
  double ema = 0.0;
  int patience = 0;
  int workers = 1;
  bool append_augmented = false;
};

struct SelectOptions {
  std::string data{};
  std::string metric = "imagewise.iou";
};

/// One experiment, from data to report. Read from TOML; unknown keys are errors.
struct Recipe {
  std::string name{};
  std::string summary{};
  std::string system{};    ///< the published system it belongs to
  std::string reported{};  ///< what was reported for it
  std::string goal{};
  std::string licence{};        ///< of the weights it makes
  std::string training_data{};  ///< for the model's card
  std::int64_t seed = 1;
  std::string precision = "auto";
  std::vector<std::string> classes{"background", "hand"};
  NetworkChoice network{};
  InputOptions input{};
  OptimizerOptions optimizer{};
  ScheduleOptions schedule{};
  SelectOptions select{};
  std::vector<DataSource> data{};
  std::vector<DataUse> train{};
  std::vector<DataUse> validate{};
  std::vector<UnitChoice> loss{};
  std::vector<UnitChoice> augment{};
};

template <class Field>
void visit_fields(InputOptions& o, Field&& field) {
  field("height", o.height, Range{16, 4096}, "pixels");
  field("width", o.width, Range{16, 4096}, "pixels");
  field("fit", o.fit, Choices{{"letter_box", "stretch"}}, "how other sizes come to this one");
  field("mean", o.mean, Range{-10, 10}, "subtracted from pixels in [0, 1], one a channel");
  field("std", o.std, Range{1e-6, 10}, "divides them afterwards, one a channel");
}

template <class Field>
void visit_fields(OptimizerOptions& o, Field&& field) {
  field("name", o.name, Choices{{"adam", "adamw", "sgd"}}, "update rule");
  field("learning_rate", o.learning_rate, Range{0, 100}, "highest learning rate");
  field("weight_decay", o.weight_decay, Range{0, 10}, "L2 penalty (adamw: decoupled)");
  field("momentum", o.momentum, Range{0, 0.9999}, "sgd only");
  field("nesterov", o.nesterov, Any{}, "sgd only");
  field("beta1", o.beta1, Range{0, 0.9999}, "adam and adamw only");
  field("beta2", o.beta2, Range{0, 0.999999}, "adam and adamw only");
  field("pretrained_rate", o.pretrained_rate, Range{0, 10},
        "factor on the learning rate of parameters that network.weights filled");
  field("clip_norm", o.clip_norm, Range{0, 1e6}, "longest gradient; 0 = no limit");
}

template <class Field>
void visit_fields(ScheduleOptions& o, Field&& field) {
  field("epochs", o.epochs, Range{0, 100000}, "passes; each ends with validation and a checkpoint");
  field("batch_size", o.batch_size, Range{1, 4096}, "pictures a step");
  field("epoch_size", o.epoch_size, Range{0, 1e9}, "pictures an epoch; 0 = all of train");
  field("shape", o.shape, Choices{{"constant", "cosine", "linear", "step"}},
        "course of the learning rate");
  field("warmup_steps", o.warmup_steps, Range{0, 1e6}, "steps of linear rise at the start");
  field("milestones", o.milestones, Range{1, 100000}, "epochs after which 'step' drops the rate");
  field("drop", o.drop, Range{0, 1}, "factor of each drop");
  field("ema", o.ema, Range{0, 0.99999}, "decay of the weights' moving average; 0 = none");
  field("patience", o.patience, Range{0, 100000},
        "epochs without a better validation before the run stops; 0 = never");
  field("workers", o.workers, Range{1, 256}, "threads that read pictures ahead");
  field("append_augmented", o.append_augmented, Any{},
        "an epoch shows every picture twice, as it is and augmented");
}

template <class Field>
void visit_fields(SelectOptions& o, Field&& field) {
  field("data", o.data, Any{}, "validation source that chooses the best; empty = the first");
  field("metric", o.metric, Any{}, "PROTOCOL.VALUE to maximise, or 'loss' to minimise");
}

/// Throws InvalidArgument naming the file, the key and what was expected.
[[nodiscard]] Recipe recipe_from_json(const Json& tree, const std::string& source);

/// Everything, defaults included; recipe_from_json() reads it back.
[[nodiscard]] Json recipe_to_json(const Recipe& recipe);

}  // namespace handsight
