#include "engine/data/area_rows.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <utility>

namespace zscape {
namespace {

cv::Mat noise(cv::Size size, int type) {
    cv::Mat picture(size, type);
    cv::RNG random(7);
    const double most = picture.depth() == CV_8U ? 256 : picture.depth() < CV_32S ? 30000 : 1;
    random.fill(picture, cv::RNG::UNIFORM, picture.depth() == CV_16S ? -most : 0, most);
    return picture;
}

TEST(AreaRows, RowsInAnyBandsAreWhatOpenCvMakesOfTheWhole) {
    const std::pair<cv::Size, cv::Size> sizes[] = {
        {{97, 131}, {64, 64}},  {{128, 192}, {64, 64}}, {{1000, 703}, {17, 16}}, {{64, 500}, {64, 31}},
        {{300, 64}, {20, 64}},  {{40, 33}, {40, 33}},   {{5, 7}, {1, 1}},        {{321, 640}, {64, 64}},
        {{129, 66}, {128, 65}}, {{700, 301}, {7, 43}},  {{1, 900}, {1, 64}},
    };
    for (const int type : {CV_8UC1, CV_8UC3, CV_8UC4, CV_16UC1, CV_16UC3, CV_16SC1, CV_32FC1, CV_32FC3, CV_64FC1})
        for (const auto& [from, to] : sizes) {
            const cv::Mat picture = noise(from, type);
            cv::Mat expected;
            cv::resize(picture, expected, to, 0, 0, cv::INTER_AREA);
            for (const int band : {1, 3, 16, 64, from.height}) {
                AreaRows rows(from, to, type);
                for (int top = 0; top < from.height; top += band)
                    rows.add(picture.rowRange(top, std::min(from.height, top + band)));
                EXPECT_EQ(cv::norm(rows.picture(), expected, cv::NORM_INF), 0)
                    << "type " << type << ", " << from << " to " << to << " in " << band;
            }
        }
}

TEST(AreaRows, WhatDoesNotFillAStepWaits) {
    cv::Mat waiting, all;
    const cv::Mat picture = noise({3, 23}, CV_8UC1);
    for (int top = 0; top < 23; top += 4)
        inSteps(waiting, picture.rowRange(top, std::min(23, top + 4)), 5, [&](const cv::Mat& ready) {
            EXPECT_EQ(ready.rows % 5, 0);
            all.push_back(ready);
        });
    EXPECT_EQ(all.rows, 20);
    EXPECT_EQ(waiting.rows, 3);
    all.push_back(waiting);
    EXPECT_EQ(cv::norm(all, picture, cv::NORM_INF), 0);
}

}  // namespace
}  // namespace zscape
