#include "engine/core/error.h"
#include "engine/model/label_condition.h"
#include "engine/objective/build_model.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

DataShape labelled(int channels, int size) { return {channels, size, 3, 100, {"cat", "dog", "hen"}}; }

Model conditional(const std::string& network, int channels, int size) {
    SettingValues values{{"network", network}, {"hidden", std::string("16")}};
    if (network == "conv") values["width"] = int64_t{4};
    Model model = buildModel(makeSpec(findRecipe("cvae"), values, labelled(channels, size)), 1);
    model.setTraining(false);
    return model;
}

TEST(LabelCondition, CodesAndPicturesDependOnTheLabel) {
    for (const std::string network : {"dense", "conv"}) {
        Model model = conditional(network, 3, 20);
        const Tensor pixels = torch::full({2, 3, 20, 20}, 0.5F);
        const Tensor codes = model.encode(pixels, torch::tensor({0, 2}));
        EXPECT_GT((codes[0] - codes[1]).abs().max().item<float>(), 1e-4) << network;
        EXPECT_TRUE(at::allclose(model.encode(pixels, torch::tensor({2, 2}))[0], codes[1], 1e-5, 1e-6)) << network;
        const Tensor z = torch::zeros({2, 2});
        const Tensor pictures = model.decode(z, torch::tensor({0, 1}));
        EXPECT_GT((pictures[0] - pictures[1]).abs().max().item<float>(), 1e-4) << network;
    }
}

TEST(LabelCondition, DrawsOfAnImageKeepItsLabel) {
    Model model = conditional("dense", 1, 16);
    View view;
    view.label = torch::tensor({0, 1, 2});
    const Tensor z = torch::zeros({6, 2});
    const Tensor output = model.decoder->decode(z, view);
    EXPECT_TRUE(at::allclose(output.narrow(0, 0, 3), output.narrow(0, 3, 3)));
    EXPECT_GT((output[0] - output[1]).abs().max().item<float>(), 1e-5);
}

TEST(LabelCondition, WithoutALabelThereIsASentence) {
    Model model = conditional("dense", 1, 16);
    EXPECT_THROW(model.encode(torch::zeros({1, 1, 16, 16})), Error);
    EXPECT_THROW(model.decode(torch::zeros({1, 2})), Error);
}

TEST(LabelCondition, ImagesWithoutLabelsAreRefusedBeforeTraining) {
    DataShape shape = labelled(1, 16);
    shape.unlabelled = 4;
    EXPECT_THROW(makeSpec(findRecipe("cvae"), {}, shape), Error);
    EXPECT_THROW(makeSpec(findRecipe("cvae"), {}, DataShape{1, 16}), Error);
}

TEST(LabelCondition, TheSpecKeepsTheLabelsNames) {
    const ModelSpec spec = makeSpec(findRecipe("cvae"), {}, labelled(1, 16));
    EXPECT_EQ(specFromJson(specToJson(spec)).shape.labelNames, spec.shape.labelNames);
}

}  // namespace
}  // namespace zscape
