# Language level, warnings, sanitizers, compiler cache and linker: everything that is about the
# compiler and not about a module.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # A precompiled header is only cached with these sloppiness flags (ccache manual, "Precompiled
  # headers"); base_dir makes two checkouts of the same commit share their objects;
  # depend mode spares a run of the preprocessor, seconds for each file that sees libtorch.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1 ${CCACHE_PROGRAM})
endif()
# Links libtorch programs in a third of the time that ld takes. Not mold 1.10 (Debian 12): an exception
# through a function with a cold part ended the program in _Unwind_Resume; with ld or gold it does not.
find_program(GOLD_PROGRAM ld.gold)
if(GOLD_PROGRAM AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_link_options(-fuse-ld=gold)
endif()

add_library(handsight_compiler INTERFACE)
target_compile_options(handsight_compiler INTERFACE -Wall -Wextra -Wshadow)
if(HANDSIGHT_WERROR)
  target_compile_options(handsight_compiler INTERFACE -Werror)
endif()

set(HANDSIGHT_SANITIZE "" CACHE STRING "Sanitizers, e.g. address,undefined")
if(HANDSIGHT_SANITIZE)
  add_compile_options(-fsanitize=${HANDSIGHT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${HANDSIGHT_SANITIZE})
endif()
