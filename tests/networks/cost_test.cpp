// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/cost.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <torch/nn/module.h>

namespace handsight {
namespace {

struct KnownCost {
  const char* name;
  const char* options;
  std::int64_t height, width;
  std::int64_t parameters;
  std::int64_t buffers;
  double gmac;       // at the size
  double tolerance;  // half a unit of the last digit that is known
};
void PrintTo(const KnownCost& cost, std::ostream* out) {
  *out << cost.name << " " << cost.options << " " << cost.height << "x" << cost.width;
}

template <class Entry>
void expect_cost(const Entry& entry, const KnownCost& known) {
  const InputSize input{
      .channels = entry.input.channels, .height = known.height, .width = known.width};
  const auto cost = measure_cost(entry, input, Json::parse(known.options));
  EXPECT_EQ(cost.parameters, known.parameters);
  EXPECT_EQ(cost.buffers, known.buffers);
  EXPECT_NEAR(static_cast<double>(cost.macs) * 1e-9, known.gmac, known.tolerance);
}

class KnownCosts : public testing::TestWithParam<KnownCost> {};

TEST_P(KnownCosts, AreThoseOfTheReports) { expect_cost(find_network(GetParam().name), GetParam()); }

// Half a unit of the last digit; some were rounded twice, from GFLOP.
constexpr double kThreeDigits = 0.00055;
constexpr double kTwoDigits = 0.0055;
const char* const kNone = "{}";

INSTANTIATE_TEST_SUITE_P(
    Table, KnownCosts,
    testing::Values(
        KnownCost{"unet_base", kNone, 240, 135, 948'034, 0, 2.633, kThreeDigits},
        KnownCost{"unet_base", R"({"norm": "all"})", 240, 135, 949'442, 1'408, 2.633, kThreeDigits},
        KnownCost{"unet_full", kNone, 240, 135, 7'760'130, 0, 6.367, kThreeDigits},
        KnownCost{"unet_full_alternate", kNone, 240, 135, 7'763'074, 2'944, 6.367, kThreeDigits},
        KnownCost{"handseg_unet", kNone, 128, 128, 7'763'074, 5'888, 3.018, kThreeDigits},
        KnownCost{"posenet_unet", kNone, 128, 128, 7'763'701, 5'888, 3.028, kThreeDigits},
        KnownCost{"unet34", kNone, 128, 128, 17'269'538, 8'832, 10.030, kThreeDigits},
        KnownCost{"mobileunet_v2", kNone, 224, 224, 4'682'895, 42'512, 0.744, kThreeDigits},
        KnownCost{"mobileunet_v1", kNone, 224, 224, 5'676'281, 26'224, 0.921, kThreeDigits},
        KnownCost{"mobileunet_v1", R"({"alpha_up": 1.0})", 224, 224, 6'740'321, 27'712, 1.764,
                  kThreeDigits},
        KnownCost{"fcn_block", kNone, 224, 224, 7'641'153, 5'376, 13.960, kThreeDigits},
        KnownCost{"fcn_twin", kNone, 224, 224, 15'282'306, 10'752, 27.920, kThreeDigits},
        KnownCost{"fcn_twin", R"({"norm": false})", 224, 224, 15'271'554, 0, 27.920, kThreeDigits},
        KnownCost{"deconvnet", kNone, 224, 224, 369'323'330, 41'984, 49.897, kThreeDigits},
        KnownCost{"deconvnet", R"({"classes": 21, "depth": false})", 224, 224, 251'805'653, 33'408,
                  32.746, kThreeDigits},
        KnownCost{"deconvnet_lstm", kNone, 224, 224, 637'824'322, 41'984, 50.166, kThreeDigits},
        KnownCost{"deconvnet_lstm_residual", kNone, 224, 224, 369'323'330 + 13'643'776, 41'984,
                  49.911, kThreeDigits},
        KnownCost{"deconvnet_lstm_residual", R"({"hidden": 256})", 224, 224,
                  369'323'330 + 6'037'504, 41'984, 49.903, kThreeDigits},
        KnownCost{"deconvnet_convlstm", kNone, 224, 224, 369'323'330 + 7'210'496, 41'984, 50.251,
                  kThreeDigits},
        KnownCost{"mnet_seg", kNone, 128, 128, 555'459, 16'384, 0.0693, 0.000051},
        KnownCost{"mnet_kp", kNone, 128, 128, 557'781, 16'384, 0.0695, 0.000051},
        KnownCost{"h3d_seg", kNone, 256, 256, 13'601'986, 0, 26.153, kThreeDigits},
        KnownCost{"h3d_pose", kNone, 256, 256, 17'518'847, 0, 30.162, kThreeDigits},
        KnownCost{"unet_xception", kNone, 128, 128, 28'774'186, 56'512, 2.707, kThreeDigits},
        KnownCost{"unetpp_regnety_032", kNone, 128, 128, 27'197'036, 69'968, 3.945, kThreeDigits},
        KnownCost{"cyc_gxy", kNone, 128, 128, 11'475'426, 0, 13.981, kThreeDigits},
        KnownCost{"cyc_gyx", kNone, 128, 128, 11'475'395, 0, 13.981, kThreeDigits},
        KnownCost{"segnet", kNone, 240, 135, 29'444'162, 15'872, 19.239, kThreeDigits},
        KnownCost{"refinenet101", kNone, 512, 512, 118'008'642, 105'344, 262.18, kTwoDigits},
        KnownCost{"refinenet101", kNone, 450, 800, 118'008'642, 105'344, 364.95, kTwoDigits},
        KnownCost{"refinenet_lw101", kNone, 512, 512, 46'305'858, 105'344, 50.65, kTwoDigits},
        KnownCost{"refinenet_lw101", kNone, 450, 800, 46'305'858, 105'344, 71.34, kTwoDigits},
        KnownCost{"refinenet_lw101", R"({"classes": 7})", 512, 512, 46'317'383, 105'344, 50.84,
                  kTwoDigits}));

class KnownDiscriminatorCosts : public testing::TestWithParam<KnownCost> {};

TEST_P(KnownDiscriminatorCosts, AreThoseOfTheReports) {
  expect_cost(find_discriminator(GetParam().name), GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Table, KnownDiscriminatorCosts,
    testing::Values(KnownCost{"disc_paper", kNone, 128, 128, 2'797'312, 1'792, 0.545, kThreeDigits},
                    KnownCost{"disc_hung", kNone, 128, 128, 2'796'481, 0, 0.545, kThreeDigits},
                    KnownCost{"disc_code", kNone, 128, 128, 694'144, 896, 0.105, kThreeDigits},
                    KnownCost{"patchgan", kNone, 128, 128, 2'764'737, 0, 0.755, kThreeDigits}));

TEST(KnownDiscriminatorCosts, FollowTheChannels) {
  const auto count = [](const char* name, std::int64_t channels) {
    const auto entry = find_discriminator(name);
    return measure_cost(entry, {.channels = channels, .height = 128, .width = 128},
                        {{"channels", channels}})
        .parameters;
  };
  EXPECT_EQ(count("disc_paper", 2), 2'764'544);
  EXPECT_EQ(count("patchgan", 34), 2'796'481);
}

struct KnownTrunk {
  const char* name;
  std::int64_t parameters;
};
void PrintTo(const KnownTrunk& trunk, std::ostream* out) { *out << trunk.name; }

class KnownTrunks : public testing::TestWithParam<KnownTrunk> {};

TEST_P(KnownTrunks, HaveThePublishedCountWithoutTheClassifier) {
  const InputSize input{.channels = 3, .height = 224, .width = 224};
  EXPECT_EQ(measure_cost(find_encoder(GetParam().name), input, Json()).parameters,
            GetParam().parameters);
}

constexpr std::int64_t classifier(std::int64_t features) { return (features + 1) * 1000; }
constexpr std::int64_t kVggClassifier = 123'642'856;

INSTANTIATE_TEST_SUITE_P(Catalog, KnownTrunks,
                         testing::Values(KnownTrunk{"vgg16", 138'357'544 - kVggClassifier},
                                         KnownTrunk{"vgg16_bn", 138'365'992 - kVggClassifier},
                                         KnownTrunk{"resnet18", 11'689'512 - classifier(512)},
                                         KnownTrunk{"resnet34", 21'797'672 - classifier(512)},
                                         KnownTrunk{"resnet50", 25'557'032 - classifier(2048)},
                                         KnownTrunk{"resnet101", 44'549'160 - classifier(2048)},
                                         KnownTrunk{"mobilenet_v2", 3'504'872 - classifier(1280)},
                                         KnownTrunk{"mobilenet_v3_large", 2'971'952},
                                         KnownTrunk{"efficientnet_b0",
                                                    5'288'548 - classifier(1280)},
                                         KnownTrunk{"xception", 22'855'952 - classifier(2048)},
                                         KnownTrunk{"regnety_032", 19'436'338 - classifier(1512)}));

TEST(MeasureCost, CountsTheSmallestUnetByHand) {
  const Json options{{"base", 4}, {"depth", 1}, {"convs", 1}, {"classes", 1}};
  // encoder 3*4*9 at 256 cells and 4*8*9 at 64, up 8*4*4 at 64, decoder 8*4*9 at 256, output 4
  const auto cost =
      measure_cost(find_network("unet"), {.channels = 3, .height = 16, .width = 16}, options);
  EXPECT_EQ(cost.macs, 108 * 256 + 288 * 64 + 128 * 64 + 288 * 256 + 4 * 256);
}

TEST(MeasureCost, LeavesTensorsMadeAfterwardsAlone) {
  const auto entry = find_network("unet");
  (void)measure_cost(entry, entry.input, Json());
  EXPECT_TRUE(entry.make({{"base", 4}, {"depth", 1}})->parameters().front().is_cpu());
}

}  // namespace
}  // namespace handsight
