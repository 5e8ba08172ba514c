#include "ui/theme/tokens.h"

#include <gtest/gtest.h>

#include <QApplication>

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    zscape::ThemeController::instance().install();
    zscape::ThemeController::instance().setChoice(zscape::ThemeChoice::Dark);
    ::testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
