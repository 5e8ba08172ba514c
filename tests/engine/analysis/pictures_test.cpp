#include "engine/analysis/pictures.h"

#include "engine/core/error.h"

#include <gtest/gtest.h>

#include <torch/torch.h>

#include <algorithm>

namespace zscape {
namespace {

TEST(Pictures, GoThereAndBackUnchanged) {
    Picture picture{3, 3, 3, {}};
    for (int i = 0; i < 27; ++i) picture.pixels.push_back(static_cast<uint8_t>(i * 9));
    const Picture pictures[] = {picture};
    const at::Tensor tensor = tensorOf(pictures, 3, 3);
    EXPECT_EQ(tensor.sizes(), (std::vector<int64_t>{1, 3, 3, 3}));
    EXPECT_NEAR(tensor[0][1][2][0].item<float>(), picture.pixels[(2 * 3 + 0) * 3 + 1] / 255.0, 1e-6);
    EXPECT_EQ(picturesOf(tensor).at(0), picture);
}

TEST(Pictures, AreMadeToFit) {
    // Left and right wings of a wide picture are cut, the middle is scaled down.
    Picture wide{8, 4, 1, std::vector<uint8_t>(32, 0)};
    for (int y = 0; y < 4; ++y)
        for (int x = 2; x < 6; ++x) wide.pixels[static_cast<size_t>(y * 8 + x)] = 200;
    const Picture pictures[] = {wide};
    const at::Tensor tensor = tensorOf(pictures, 3, 2);
    EXPECT_EQ(tensor.sizes(), (std::vector<int64_t>{1, 3, 2, 2}));
    EXPECT_NEAR(tensor.min().item<float>(), 200 / 255.0, 1e-5);

    const Picture red[] = {{1, 1, 3, {255, 0, 0}}};
    EXPECT_NEAR(tensorOf(red, 1, 1).item<float>(), 0.299, 1e-6);
}

TEST(Pictures, RefuseWhatIsNone) {
    const Picture none[] = {Picture()};
    EXPECT_THROW(tensorOf(none, 1, 16), Error);
}

TEST(Pictures, OtherChannelsAreAsTheyAre) {
    const Picture two[] = {{1, 1, 2, {51, 255}}};
    EXPECT_TRUE(at::allclose(tensorOf(two, 2, 1), torch::tensor({0.2F, 1.F}).view({1, 2, 1, 1})));
    EXPECT_EQ(picturesOf(tensorOf(two, 2, 1)).at(0), two[0]);
    const Picture grey[] = {{1, 1, 1, {51}}};
    for (const int channels : {1, 3, 4}) {
        try {
            tensorOf(two, channels, 1);
            ADD_FAILURE() << channels;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), "picture.channels");
        }
    }
    EXPECT_THROW(tensorOf(grey, 2, 1), Error);
}

TEST(Pictures, OutOfRangeIsClamped) {
    const Picture picture = picturesOf(torch::tensor({-1.0f, 0.5f, 2.0f, 0.25f}).reshape({1, 1, 2, 2})).at(0);
    EXPECT_EQ(picture.pixels, (std::vector<uint8_t>{0, 128, 255, 64}));
}

TEST(Pictures, ShadesAreAsTheyAreAndInterleaved) {
    const at::Tensor images = torch::arange(24, torch::kFloat32).reshape({2, 3, 2, 2}) / 10 - 0.5;
    const FloatMatrix shades = shadesOf(images);
    EXPECT_EQ(shades.rows, 2);
    EXPECT_EQ(shades.columns, 12);
    ASSERT_EQ(shades.values.size(), 24u);
    for (int64_t n = 0; n < 2; ++n)
        for (int64_t y = 0; y < 2; ++y)
            for (int64_t x = 0; x < 2; ++x)
                for (int64_t c = 0; c < 3; ++c)
                    EXPECT_EQ(shades.values[static_cast<size_t>(((n * 2 + y) * 2 + x) * 3 + c)],
                              images[n][c][y][x].item<float>());
    EXPECT_GT(*std::max_element(shades.values.begin(), shades.values.end()), 1) << "not cut";
    EXPECT_LT(shades.values[0], 0);
}

TEST(Pictures, PsnrIsInDecibels) {
    const at::Tensor zero = torch::zeros({2, 1, 4, 4});
    at::Tensor other = zero.clone();
    other[0].fill_(0.1);
    const auto psnr = psnrOf(zero, other);
    EXPECT_NEAR(psnr[0], 20, 1e-4);
    EXPECT_TRUE(std::isinf(psnr[1]));
}

}  // namespace
}  // namespace zscape
