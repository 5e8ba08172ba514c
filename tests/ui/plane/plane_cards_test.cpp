#include "ui/plane/plane_cards.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

const QRectF kArea(10, 10, 700, 400);
const QSizeF kCard(200, 120);

TEST(PlaneCards, ACardStandsAboveAndToTheLeft) {
    EXPECT_EQ(placeOfCard(kCard, {400, 300}, 14, kArea, {}), QRectF(186, 166, 200, 120));
}

TEST(PlaneCards, ACardWithoutRoomAtTheLeftStandsAtTheRight) {
    EXPECT_EQ(placeOfCard(kCard, {100, 300}, 14, kArea, {}), QRectF(114, 166, 200, 120));
}

TEST(PlaneCards, ACardIsOffWhatFloatsThere) {
    const std::vector<QRectF> taken{{10, 370, 300, 40}, {560, 10, 150, 180}};
    for (int x = 10; x <= 710; x += 20) {
        for (int y = 10; y <= 410; y += 20) {
            const QRectF rect = placeOfCard(kCard, QPointF(x, y), 14, kArea, taken);
            EXPECT_TRUE(kArea.contains(rect)) << x << ", " << y;
            EXPECT_FALSE(rect.contains(QPointF(x, y))) << x << ", " << y;
            for (const QRectF& other : taken) EXPECT_FALSE(rect.intersects(other)) << x << ", " << y;
        }
    }
}

TEST(PlaneCards, WhereNothingIsFreeTheLeastIsCovered) {
    // As high as the area: beside the legend there is no room at the left of the point.
    const QRectF low(0, 0, 500, 130), legend(0, 100, 280, 30);
    EXPECT_EQ(placeOfCard({200, 130}, {260, 60}, 14, low, {legend}).left(), 287);
    const QRectF everything(0, 0, 500, 130);
    EXPECT_TRUE(low.contains(placeOfCard({200, 130}, {260, 60}, 14, low, {everything})));
}

}  // namespace
}  // namespace zscape
