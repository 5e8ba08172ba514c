#pragma once

#include <QWidget>

class QScrollArea;

namespace zscape {

/// A small window beside the main one that blocks nothing: what keys and mouse do, and what this program is.
class HelpWindow : public QWidget {
    Q_OBJECT

public:
    enum class Page { Keys, About };

    explicit HelpWindow(QWidget* parent);
    void open(Page page);

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeKeys();
    QWidget* makeAbout();

    QScrollArea* scroll_ = nullptr;
    QWidget* keys_ = nullptr;
    QWidget* about_ = nullptr;
};

}  // namespace zscape
