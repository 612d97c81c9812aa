// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "handsight/core/fields.h"
#include "handsight/core/json.h"
#include "handsight/data/label_map.h"

// The tables of a recipe, each with its keys, defaults and ranges.
namespace handsight {

/// A named unit with its own options, e.g. a loss.
struct UnitChoice {
  std::string name{};
  double weight = 1.0;
  std::vector<std::string> outputs{};     ///< losses: of the network; empty = all that it fits
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
  std::string data{};     ///< name of a source
  std::string split{};    ///< "train", "val" ...; empty = everything
  double share = 1.0;     ///< of an epoch, relative to the others
  double fraction = 1.0;  ///< of the samples that are used, always the same ones
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

/// Parameters that learn at another pace. The first group whose pattern fits a name takes it.
struct GroupOptions {
  std::string match{};
  double rate = 1.0;
  double weight_decay = -1.0;
};

struct ScheduleOptions {
  int epochs = 10;
  int batch_size = 16;
  int accumulate = 1;
  bool recompute = false;
  int epoch_size = 0;
  std::string shape = "constant";
  int warmup_steps = 0;
  int hold_epochs = 0;
  std::vector<int> milestones{};
  double drop = 0.1;
  int drop_patience = 5;
  double ema = 0.0;
  int patience = 0;
  int collapse_epochs = 2;
  int workers = 1;
  bool append_augmented = false;
};

/// Batch normalisation while training.
struct NormOptions {
  std::vector<std::string> frozen{};
  double momentum = 0.0;
  int reestimate = 0;
  bool synchronised = false;
};

/// Consecutive frames for recurrent networks.
struct ClipOptions {
  int length = 0;
  bool carry = true;
  int gap = 5;
  double frame_dropout = 0.0;
};

/// Labels that a network gives to pictures without any.
struct PseudoOptions {
  std::string source = "none";
  std::string confidence = "log_probability";
  double keep = 1.0;
};

/// A network that judges whether maps are real labels.
struct AdversaryOptions {
  std::string discriminator{};
  double weight = 0.1;
  std::string input = "probabilities";
  bool trained = true;
  double learning_rate = 1e-4;
  double beta1 = 0.9;
  double beta2 = 0.99;
  double smoothing = 0.1;
  double noise = 0.05;
  double pause_below = 0.2;
  int history = 0;
  std::shared_ptr<const Json> options{};  ///< of the discriminator
};

/// A second generator that goes from labels back to pictures.
struct CycleOptions {
  std::string generator{};
  std::string discriminator = "patchgan";
  std::string gan = "least_squares";
  double adversarial = 1.0;
  double cycle = 10.0;
  double supervised = 10.0;
  double paired_share = 0.5;
  int ramp_epochs = 0;
  int history = 50;
  double pause_accuracy = 1.0;
  double discriminator_rate = 1.0;
  std::shared_ptr<const Json> options{};                ///< of the generator
  std::shared_ptr<const Json> discriminator_options{};  ///< of both discriminators
};

struct SelectOptions {
  std::string data{};
  std::string metric = "imagewise.iou";
};

template <class Field>
void visit_fields(UnitChoice& o, Field&& field) {
  field("name", o.name, Any{}, "of the catalogue");
  field("weight", o.weight, Range{0, 1e6}, "factor in the sum; losses only");
  field("outputs", o.outputs, Any{},
        "outputs of the network that a loss compares; empty = all that it fits");
}

template <class Field>
void visit_fields(DataSource& o, Field&& field) {
  field("reader", o.reader, Any{}, "of the data set catalogue; empty = the source's name");
  field("path", o.path, Any{}, "folder on disk");
}

template <class Field>
void visit_fields(DataUse& o, Field&& field) {
  field("data", o.data, Any{}, "name of a [data.NAME] table");
  field("split", o.split, Any{}, "part of it; empty = everything");
  field("share", o.share, Range{0, 1e6}, "of an epoch, relative to the others");
  field("fraction", o.fraction, Range{1e-6, 1}, "of its samples that are used, for searches");
}

template <class Field>
void visit_fields(NetworkChoice& o, Field&& field) {
  field("name", o.name, Any{}, "of the catalogue");
  field("weights", o.weights, Any{}, "file to start from; empty = random");
}

template <class Field>
void visit_fields(InputOptions& o, Field&& field) {
  field("height", o.height, Range{16, 4096}, "pixels");
  field("width", o.width, Range{16, 4096}, "pixels");
  field("fit", o.fit, Choices{{"letter_box", "stretch", "hand_crop"}},
        "how other sizes come to this one; hand_crop: a square around one hand");
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
void visit_fields(GroupOptions& o, Field&& field) {
  field("match", o.match, Any{}, "names of parameters; * stands for any letters");
  field("rate", o.rate, Range{0, 1e6}, "factor on the learning rate; 0 freezes");
  field("weight_decay", o.weight_decay, Range{-1, 10}, "-1 = the optimiser's");
}

template <class Field>
void visit_fields(ScheduleOptions& o, Field&& field) {
  field("epochs", o.epochs, Range{0, 100000}, "passes; each ends with validation and a checkpoint");
  field("batch_size", o.batch_size, Range{1, 4096}, "pictures a step; videos a step with clips");
  field("accumulate", o.accumulate, Range{1, 4096},
        "pieces in which a batch goes through the network, to spare memory");
  field("recompute", o.recompute, Any{},
        "encoder blocks are computed again in the backward pass instead of kept: less memory for "
        "a third more time");
  field("epoch_size", o.epoch_size, Range{0, 1e9}, "pictures an epoch; 0 = all of train");
  field("shape", o.shape, Choices{{"constant", "cosine", "linear", "step", "plateau", "one_cycle"}},
        "course of the learning rate");
  field("warmup_steps", o.warmup_steps, Range{0, 1e6}, "steps of linear rise at the start");
  field("hold_epochs", o.hold_epochs, Range{0, 100000},
        "epochs before 'cosine' and 'linear' begin to fall");
  field("milestones", o.milestones, Range{1, 100000}, "epochs after which 'step' drops the rate");
  field("drop", o.drop, Range{0, 1}, "factor of each drop of 'step' and 'plateau'");
  field("drop_patience", o.drop_patience, Range{1, 100000},
        "epochs without a better validation before 'plateau' drops the rate");
  field("ema", o.ema, Range{0, 0.99999}, "decay of the weights' moving average; 0 = none");
  field("patience", o.patience, Range{0, 100000},
        "epochs without a better validation before the run stops; 0 = never");
  field("collapse_epochs", o.collapse_epochs, Range{0, 100000},
        "epochs of nothing but background, or of key-points in corners, that end the run; 0 = "
        "none do");
  field("workers", o.workers, Range{1, 256}, "threads that read pictures ahead");
  field("append_augmented", o.append_augmented, Any{},
        "an epoch shows every picture twice, as it is and augmented");
}

template <class Field>
void visit_fields(NormOptions& o, Field&& field) {
  field("frozen", o.frozen, Any{}, "modules that keep their statistics; * stands for any letters");
  field("momentum", o.momentum, Range{0, 1}, "of the running statistics; 0 = as built");
  field("reestimate", o.reestimate, Range{0, 100000},
        "batches from which statistics are taken anew before every validation");
  field("synchronised", o.synchronised, Any{},
        "statistics of a batch are those of all processes' parts of it");
}

template <class Field>
void visit_fields(ClipOptions& o, Field&& field) {
  field("length", o.length, Range{0, 1024},
        "frames through which gradients flow; 0 = single pictures");
  field("carry", o.carry, Any{}, "the state goes on into the next clip of the same video");
  field("gap", o.gap, Range{1, 1e6}, "missing frames that end a clip");
  field("frame_dropout", o.frame_dropout, Range{0, 1}, "share of frames that are blanked");
}

template <class Field>
void visit_fields(PseudoOptions& o, Field&& field) {
  field("source", o.source, Choices{{"none", "teacher", "average"}},
        "who labels the pictures: nobody, [teacher], or the moving average of the weights");
  field("confidence", o.confidence, Choices{{"log_probability", "max_logit"}},
        "mean log-probability of the predicted hand, or sum of the highest logits");
  field("keep", o.keep, Range{0.01, 1}, "share of a batch that is learned from, the surest first");
}

template <class Field>
void visit_fields(AdversaryOptions& o, Field&& field) {
  field("discriminator", o.discriminator, Any{}, "of the catalogue; empty = none");
  field("weight", o.weight, Range{0, 1e6}, "of the term that the network learns from");
  field("input", o.input, Choices{{"probabilities", "labels"}},
        "what it judges; labels have no gradient, as in the report's code");
  field("trained", o.trained, Any{}, "whether it goes on learning");
  field("learning_rate", o.learning_rate, Range{0, 100}, "of the discriminator, Adam");
  field("beta1", o.beta1, Range{0, 0.9999}, "likewise");
  field("beta2", o.beta2, Range{0, 0.999999}, "likewise");
  field("smoothing", o.smoothing, Range{0, 0.5}, "taken from real labels and spread");
  field("noise", o.noise, Range{0, 1}, "standard deviation, on real and predicted maps alike");
  field("pause_below", o.pause_below, Range{0, 10}, "loss below which it does not learn");
  field("history", o.history, Range{0, 10000}, "earlier predictions that it is shown again");
}

template <class Field>
void visit_fields(CycleOptions& o, Field&& field) {
  field("generator", o.generator, Any{}, "from labels to pictures; empty = no cycle");
  field("discriminator", o.discriminator, Any{}, "of pictures and of labels");
  field("gan", o.gan, Choices{{"least_squares", "cross_entropy"}}, "adversarial loss");
  field("adversarial", o.adversarial, Range{0, 1e6}, "weight of the adversarial terms");
  field("cycle", o.cycle, Range{0, 1e6}, "weight of coming back to the start");
  field("supervised", o.supervised, Range{0, 1e6}, "weight of pairs");
  field("paired_share", o.paired_share, Range{0, 1},
        "share of a batch whose pictures and labels are pairs; the others are mixed up");
  field("ramp_epochs", o.ramp_epochs, Range{0, 100000},
        "epochs in which the adversarial weight rises");
  field("history", o.history, Range{0, 10000}, "earlier results that discriminators see again");
  field("pause_accuracy", o.pause_accuracy, Range{0.5, 1},
        "accuracy above which a discriminator does not learn");
  field("discriminator_rate", o.discriminator_rate, Range{0, 100},
        "learning rate of the discriminators relative to the generators'");
}

template <class Field>
void visit_fields(SelectOptions& o, Field&& field) {
  field("data", o.data, Any{}, "validation source that chooses the best; empty = the first");
  field("metric", o.metric, Any{}, "PROTOCOL.VALUE to maximise, or 'loss' to minimise");
}

}  // namespace handsight
